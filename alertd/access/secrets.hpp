// Secrets that alertd makes: what a browser or a program shows to be let in.
//
// A secret is 256 random bits, written as 43 characters of base64url. Only its SHA-256 is kept: that
// is enough, because nobody can guess 256 random bits, so a slow hash would protect nothing more (a
// password, which people choose, gets argon2id: passwords.hpp). Whoever reads the database can let
// nobody in with what stands there. Pure functions apart from the randomness; any thread.
#pragma once

#include "alertd/store/access.hpp"

#include <string>
#include <string_view>

namespace anju::alertd::access {

/// API tokens begin with it, so that a scanner of repositories and a person can tell what was leaked.
inline constexpr std::string_view kTokenPrefix = "anju_";

[[nodiscard]] std::string new_secret();
/// kTokenPrefix and a secret.
[[nodiscard]] std::string new_token();
/// A first password for a person: 20 letters and digits in groups of five, about 98 bits, without
/// characters that are read for one another.
[[nodiscard]] std::string new_password();

[[nodiscard]] store::Digest digest_of(std::string_view secret);
/// Takes the same time whatever differs.
[[nodiscard]] bool equal(const store::Digest& one, const store::Digest& other);
/// The same for two texts; their lengths may be told from the time.
[[nodiscard]] bool equal(std::string_view one, std::string_view other);

/// The word that must come back in a header with whatever changes something: made from the session's
/// secret, so nothing more is kept, and no page of another origin can read the cookie to make it.
[[nodiscard]] std::string csrf_word(std::string_view session_secret);

}  // namespace anju::alertd::access
