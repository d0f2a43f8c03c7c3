#include "service/store/record_file.h"

#include "service/store/sql.h"

namespace swan {

std::vector<std::string> bodies_of_records(const std::filesystem::path& file,
                                           std::string_view kind) {
    sql db("sqlite3:" + file.string());
    std::vector<std::string> all;
    for (sql::row& row :
         db.query("select body from records where kind = :kind order by id", "t", {kind}))
        all.push_back(row.take_text(0));
    return all;
}

}  // namespace swan
