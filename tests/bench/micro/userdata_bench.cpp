// Encrypted user data: the work of /auth/userinfo and /auth/phone.
#include <benchmark/benchmark.h>

#include "baidu/userdata.h"
#include "base/crypto.h"

namespace swan {
namespace {

void decrypt_160_bytes(benchmark::State& state) {
    const std::string session_key = crypto::base64_encode(crypto::random_bytes(24));
    const std::string iv = crypto::random_bytes(16);
    const std::string sealed = baidu::encrypt_user_data(std::string(112, 'x'), iv, session_key,
                                                        "app-key", std::string(16, 'f'));
    if (sealed.size() != 160) state.SkipWithError("not 160 bytes");
    for (auto _ : state)
        benchmark::DoNotOptimize(baidu::decrypt_user_data(sealed, iv, session_key, "app-key"));
}
BENCHMARK(decrypt_160_bytes);

}  // namespace
}  // namespace swan
