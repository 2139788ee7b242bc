#include "CDuckDB.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define LIANLU_DUCKDB_LOOK_UP(result, name, arguments)                                                     \
    *(void **)&table->name = dlsym(handle, "duckdb_" #name);                                               \
    if (*(void **)&table->name == NULL) {                                                                  \
        snprintf(error, error_size, "%s lacks the function duckdb_%s", library, #name);                    \
        free(table);                                                                                       \
        return NULL;                                                                                       \
    }

const struct lianlu_duckdb_functions *lianlu_duckdb_load(
    const char *library, const char *runtime, char *error, size_t error_size) {
    if (runtime != NULL && dlopen(runtime, RTLD_NOW | RTLD_GLOBAL) == NULL) {
        snprintf(error, error_size, "%s", dlerror());
        return NULL;
    }
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) {
        snprintf(error, error_size, "%s", dlerror());
        return NULL;
    }
    struct lianlu_duckdb_functions *table = calloc(1, sizeof *table);
    if (table == NULL) {
        snprintf(error, error_size, "out of memory");
        return NULL;
    }
    LIANLU_DUCKDB_FUNCTIONS(LIANLU_DUCKDB_LOOK_UP)
    return table;
}
