#include "swanctl/doctor/examined.h"

#include "base/config_parts.h"

namespace swan::doctor {

namespace {

class examination {
  public:
    explicit examination(const std::filesystem::path& conf) { all_.conf = conf; }

    examined everything() && {
        const auto folder = attempt([&] { return config_folder(all_.conf); });
        if (!folder) return std::move(all_);
        all_.server = file([&] { return load_server(*folder, all_.warnings); });
        all_.log = file([&] { return load_log(*folder); });
        const auto names = attempt([&] { return app_names(*folder); });
        for (const std::string& name : names.value_or(std::vector<std::string>()))
            if (const auto own = attempt([&] { return app_folder(*folder, name); }))
                all_.apps.push_back(app(*own, name));
        if (all_.faults.empty()) whole();
        return std::move(all_);
    }

  private:
    template <class F>
    auto attempt(F load) -> std::optional<decltype(load())> {
        try {
            return load();
        } catch (const config_error& e) {
            all_.faults.emplace_back(e.what());
            return std::nullopt;
        }
    }

    template <class F>
    auto file(F load) -> std::optional<decltype(load())> {
        auto content = attempt(load);
        if (content) ++all_.files;
        return content;
    }

    // Where server.json does not say which it is, only what holds in both is asked for.
    environment where() const {
        return all_.server ? all_.server->environment : environment::sandbox;
    }

    examined_app app(const config_folder& own, const std::string& name) {
        examined_app one{.name = name, .folder = own.label("")};
        one.smart_app = file([&] { return load_smart_app(own, name); });
        one.pay = file([&] { return load_pay(own); });
        file([&] { return load_goods(own, where(), all_.warnings); });
        file([&] { return load_merchant_keys(own, where(), all_.warnings); });
        one.self_key = file([&] { return load_self_key(own, where()); });
        const auto* const self = one.self_key ? &*one.self_key : nullptr;
        for (const std::string& each : platform_key_files(own))
            if (auto key = file([&] { return load_platform_key(own, each, where(), self); }))
                one.platform_keys.push_back({each, *std::move(key)});
        return one;
    }

    // What only shows when all files are seen together.
    void whole() {
        std::vector<std::string> known;
        attempt([&] { return load_config(all_.conf, known); });
    }

    examined all_;
};

}  // namespace

examined examine(const std::filesystem::path& conf) { return examination(conf).everything(); }

}  // namespace swan::doctor
