// CertificateAuthority: certificates for a test's TLS, made with the openssl command.
//
// Ownership: the files live in the directory that the caller gave and are removed with it.
// Errors: throws std::runtime_error with openssl's words when a certificate cannot be made.
#pragma once

#include <filesystem>
#include <string>

namespace anju::tests {

struct Certificate {
    std::filesystem::path certificate_file;
    std::filesystem::path key_file;
};

class CertificateAuthority {
public:
    explicit CertificateAuthority(std::filesystem::path directory);

    [[nodiscard]] const std::filesystem::path& ca_file() const { return ca_file_; }
    /// `common_name` is the CN; `alternative_names` as openssl writes them, "DNS:localhost,IP:127.0.0.1";
    /// empty: none.
    [[nodiscard]] Certificate issue(const std::string& common_name, const std::string& alternative_names = "") const;

private:
    void openssl(const std::string& arguments) const;

    std::filesystem::path directory_;
    std::filesystem::path ca_file_;
    std::filesystem::path ca_key_file_;
};

}  // namespace anju::tests
