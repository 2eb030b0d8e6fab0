#include "link/paho_session.hpp"
#include "link/pinned_name.hpp"
#include "tests/contract/link/recorder.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/certificates.hpp"

#include <doctest/doctest.h>

#include <netdb.h>

namespace anju::tests {

using link::LinkState;
using link::make_paho_session;

namespace {

// A broker whose certificate names `broker.anju.test`, and a gateway's certificate.
struct TlsBroker {
    TlsBroker() { broker.start(); }

    [[nodiscard]] link::SessionOptions options(const std::string& host) const {
        auto result = local_options(broker.port(), "gateway-7");
        result.host = host;
        result.tls = link::Tls{
            .ca_file = authority.ca_file(), .certificate_file = client.certificate_file, .key_file = client.key_file};
        return result;
    }

    TempDir directory{"tls"};
    CertificateAuthority authority{directory.path()};
    Certificate server = authority.issue("broker.anju.test", "DNS:broker.anju.test,IP:127.0.0.1");
    Certificate client = authority.issue("gateway-7");
    Broker broker{{.persistence = false,
                   .allow_anonymous = false,
                   .tls = BrokerTls{.ca_file = authority.ca_file(),
                                    .certificate_file = server.certificate_file,
                                    .key_file = server.key_file,
                                    .require_certificate = true},
                   .extra = {}}};
};

Result<std::vector<std::string>> loopback(const std::string&) { return std::vector<std::string>{"127.0.0.1"}; }

}  // namespace

TEST_CASE("a TLS session connects by a name that only our own resolver knows") {
    // The name is not in any DNS, so this also proves that Paho did not resolve it itself.
    TlsBroker tls;
    auto options = tls.options("broker.anju.test");
    options.subscriptions = {{"t", 1}};
    Recorder recorder;
    const auto session = make_paho_session(options, recorder.handlers(), &loopback);
    session->start();
    REQUIRE(wait_connected(*session));
    CHECK(publish_and_wait(*session, text("t", "secret")).accepted);
    CHECK(wait_until([&] { return recorder.has_payload("secret"); }));
    CHECK(tls.broker.log().find("u'gateway-7'") != std::string::npos);
}

TEST_CASE("a TLS session connects by an address that the certificate names") {
    TlsBroker tls;
    const auto session = make_paho_session(tls.options("127.0.0.1"), {});
    session->start();
    CHECK(wait_connected(*session));
}

TEST_CASE("a certificate for another name is refused") {
    TlsBroker tls;
    Recorder recorder;
    const auto session = make_paho_session(tls.options("other.anju.test"), recorder.handlers(), &loopback);
    session->start();
    CHECK(wait_until([&] { return recorder.was_told(LinkState::disconnected, "cannot be reached"); }));
    CHECK(!recorder.was_told(LinkState::connected, ""));
    CHECK(session->counters().connects == 0);
}

TEST_CASE("a certificate of another authority is refused") {
    TlsBroker tls;
    TempDir elsewhere("other-ca");
    const CertificateAuthority stranger(elsewhere.path());
    auto options = tls.options("broker.anju.test");
    options.tls->ca_file = stranger.ca_file();
    Recorder recorder;
    const auto session = make_paho_session(options, recorder.handlers(), &loopback);
    session->start();
    CHECK(wait_until([&] { return recorder.was_told(LinkState::disconnected, "cannot be reached"); }));
    CHECK(!recorder.was_told(LinkState::connected, ""));
}

TEST_CASE("a pinned name answers at once and only while the pin lives") {
    const auto lookup = [] {
        addrinfo* found = nullptr;
        const int error = ::getaddrinfo("pinned.anju.invalid", nullptr, nullptr, &found);
        if (error == 0) ::freeaddrinfo(found);
        return error == 0;
    };
    CHECK(!lookup());
    {
        const link::PinnedName pin("pinned.anju.invalid", "127.0.0.1");
        CHECK(lookup());
    }
    CHECK(!lookup());
}

}  // namespace anju::tests
