#include "tests/support/certificates.hpp"

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <sstream>
#include <stdexcept>

namespace anju::tests {

CertificateAuthority::CertificateAuthority(std::filesystem::path directory)
    : directory_(std::move(directory)), ca_file_(directory_ / "ca.crt"), ca_key_file_(directory_ / "ca.key") {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=anju-test-ca -keyout " +
        ca_key_file_.string() + " -out " + ca_file_.string());
}

Certificate CertificateAuthority::issue(const std::string& common_name, const std::string& alternative_names) const {
    const std::string stem = (directory_ / common_name).string();
    openssl("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + common_name + " -keyout " +
            stem + ".key -out " + stem + ".csr");
    std::string extensions = "basicConstraints=CA:FALSE\n";
    if (!alternative_names.empty()) extensions += "subjectAltName=" + alternative_names + "\n";
    write_file(stem + ".ext", extensions);
    openssl("x509 -req -days 2 -CAcreateserial -CA " + ca_file_.string() + " -CAkey " + ca_key_file_.string() +
            " -in " + stem + ".csr -extfile " + stem + ".ext -out " + stem + ".crt");
    return {stem + ".crt", stem + ".key"};
}

void CertificateAuthority::openssl(const std::string& arguments) const {
    const auto log = directory_ / "openssl.log";
    ProcessOptions options{.argv = {"openssl"}, .output = log, .error = {}, .input = {}, .directory = {}};
    std::istringstream words(arguments);
    for (std::string word; words >> word;) options.argv.push_back(word);
    if (run(options).code != 0) throw std::runtime_error("openssl " + arguments + " failed:\n" + read_file(log));
}

}  // namespace anju::tests
