#include "service/store/apps.h"

namespace swan {

known_apps find_apps(sql& db) {
    known_apps found;
    for (sql::row& row :
         db.query("select app_key, case when exists (select 1 from orders where app = apps.id)"
                  " then 1 else 0 end from apps order by id",
                  "ti")) {
        found.all.push_back(row.take_text(0));
        if (row.number(1) != 0) found.sold.push_back(found.all.back());
    }
    return found;
}

}  // namespace swan
