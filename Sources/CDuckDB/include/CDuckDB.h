// The part of DuckDB's C interface that Lianlu calls, declared by ourselves and filled at run time from a shared library:
// DuckDB is not in Debian, so nothing can be linked at build time.
#ifndef LIANLU_CDUCKDB_H
#define LIANLU_CDUCKDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lianlu_duckdb_database *duckdb_database;
typedef struct lianlu_duckdb_connection *duckdb_connection;
typedef struct lianlu_duckdb_config *duckdb_config;
typedef struct lianlu_duckdb_statement *duckdb_prepared_statement;
typedef struct lianlu_duckdb_pending *duckdb_pending_result;
typedef struct lianlu_duckdb_chunk *duckdb_data_chunk;
typedef struct lianlu_duckdb_vector *duckdb_vector;
typedef struct lianlu_duckdb_type *duckdb_logical_type;
typedef struct lianlu_duckdb_value *duckdb_value;
typedef struct lianlu_duckdb_appender *duckdb_appender;

/// 0 = success.
typedef int32_t duckdb_state;

/// 0 ready, 1 not ready, 2 error, 3 no task at the moment.
typedef int32_t duckdb_pending_state;

/// Type numbers of the columns we use.
enum {
    LIANLU_DUCKDB_INTEGER = 4,
    LIANLU_DUCKDB_BIGINT = 5,
    LIANLU_DUCKDB_UTINYINT = 6,
    LIANLU_DUCKDB_UINTEGER = 8,
    LIANLU_DUCKDB_VARCHAR = 17,
};

/// A result; six words, of which only the library looks at the content.
typedef struct {
    uint64_t lianlu_reserved[6];
} duckdb_result;

#define LIANLU_DUCKDB_FUNCTIONS(F)                                                                                    \
    F(const char *_Nullable, library_version, (void))                                                                 \
    F(void, free, (void *_Nullable))                                                                                  \
    F(duckdb_state, create_config, (duckdb_config _Nullable *_Nonnull))                                               \
    F(duckdb_state, set_config, (duckdb_config _Nullable, const char *_Nonnull, const char *_Nonnull))                \
    F(void, destroy_config, (duckdb_config _Nullable *_Nonnull))                                                      \
    F(duckdb_state, open_ext,                                                                                         \
      (const char *_Nullable, duckdb_database _Nullable *_Nonnull, duckdb_config _Nullable,                           \
       char *_Nullable *_Nullable))                                                                                   \
    F(void, close, (duckdb_database _Nullable *_Nonnull))                                                             \
    F(duckdb_state, connect, (duckdb_database _Nullable, duckdb_connection _Nullable *_Nonnull))                      \
    F(void, disconnect, (duckdb_connection _Nullable *_Nonnull))                                                      \
    F(void, interrupt, (duckdb_connection _Nullable))                                                                 \
    F(duckdb_state, query, (duckdb_connection _Nullable, const char *_Nonnull, duckdb_result *_Nullable))             \
    F(void, destroy_result, (duckdb_result *_Nonnull))                                                                \
    F(const char *_Nullable, result_error, (duckdb_result *_Nonnull))                                                 \
    F(uint64_t, rows_changed, (duckdb_result *_Nonnull))                                                              \
    F(duckdb_state, prepare,                                                                                          \
      (duckdb_connection _Nullable, const char *_Nonnull, duckdb_prepared_statement _Nullable *_Nonnull))             \
    F(const char *_Nullable, prepare_error, (duckdb_prepared_statement _Nullable))                                    \
    F(void, destroy_prepare, (duckdb_prepared_statement _Nullable *_Nonnull))                                         \
    F(duckdb_state, bind_null, (duckdb_prepared_statement _Nullable, uint64_t))                                       \
    F(duckdb_state, bind_int64, (duckdb_prepared_statement _Nullable, uint64_t, int64_t))                             \
    F(duckdb_state, bind_double, (duckdb_prepared_statement _Nullable, uint64_t, double))                             \
    F(duckdb_state, bind_varchar_length,                                                                              \
      (duckdb_prepared_statement _Nullable, uint64_t, const char *_Nonnull, uint64_t))                                \
    F(duckdb_state, bind_value, (duckdb_prepared_statement _Nullable, uint64_t, duckdb_value _Nullable))              \
    F(duckdb_state, pending_prepared_streaming,                                                                       \
      (duckdb_prepared_statement _Nullable, duckdb_pending_result _Nullable *_Nonnull))                               \
    F(duckdb_pending_state, pending_execute_task, (duckdb_pending_result _Nullable))                                  \
    F(const char *_Nullable, pending_error, (duckdb_pending_result _Nullable))                                        \
    F(duckdb_state, execute_pending, (duckdb_pending_result _Nullable, duckdb_result *_Nonnull))                      \
    F(void, destroy_pending, (duckdb_pending_result _Nullable *_Nonnull))                                             \
    F(duckdb_data_chunk _Nullable, fetch_chunk, (duckdb_result))                                                      \
    F(duckdb_data_chunk _Nullable, create_data_chunk, (duckdb_logical_type _Nullable *_Nonnull, uint64_t))            \
    F(void, destroy_data_chunk, (duckdb_data_chunk _Nullable *_Nonnull))                                              \
    F(void, data_chunk_reset, (duckdb_data_chunk _Nullable))                                                          \
    F(uint64_t, data_chunk_get_size, (duckdb_data_chunk _Nullable))                                                   \
    F(void, data_chunk_set_size, (duckdb_data_chunk _Nullable, uint64_t))                                             \
    F(duckdb_vector _Nullable, data_chunk_get_vector, (duckdb_data_chunk _Nullable, uint64_t))                        \
    F(void *_Nullable, vector_get_data, (duckdb_vector _Nullable))                                                    \
    F(uint64_t *_Nullable, vector_get_validity, (duckdb_vector _Nullable))                                            \
    F(void, vector_ensure_validity_writable, (duckdb_vector _Nullable))                                               \
    F(void, vector_assign_string_element_len,                                                                         \
      (duckdb_vector _Nullable, uint64_t, const char *_Nonnull, uint64_t))                                            \
    F(duckdb_logical_type _Nullable, create_logical_type, (int32_t))                                                  \
    F(void, destroy_logical_type, (duckdb_logical_type _Nullable *_Nonnull))                                          \
    F(duckdb_value _Nullable, create_int64, (int64_t))                                                                \
    F(duckdb_value _Nullable, create_varchar_length, (const char *_Nonnull, uint64_t))                                \
    F(duckdb_value _Nullable, create_list_value,                                                                      \
      (duckdb_logical_type _Nullable, duckdb_value _Nullable *_Nonnull, uint64_t))                                    \
    F(void, destroy_value, (duckdb_value _Nullable *_Nonnull))                                                        \
    F(duckdb_state, appender_create,                                                                                  \
      (duckdb_connection _Nullable, const char *_Nullable, const char *_Nonnull, duckdb_appender _Nullable *_Nonnull)) \
    F(const char *_Nullable, appender_error, (duckdb_appender _Nullable))                                             \
    F(duckdb_state, append_data_chunk, (duckdb_appender _Nullable, duckdb_data_chunk _Nullable))                      \
    F(duckdb_state, appender_flush, (duckdb_appender _Nullable))                                                      \
    F(duckdb_state, appender_destroy, (duckdb_appender _Nullable *_Nonnull))

#define LIANLU_DUCKDB_FIELD(result, name, arguments) result(*_Nonnull name) arguments;

/// The functions of the loaded library.
struct lianlu_duckdb_functions {
    LIANLU_DUCKDB_FUNCTIONS(LIANLU_DUCKDB_FIELD)
};

/// Loads a library and returns its functions, or NULL with a sentence in `error`. `runtime`, when not NULL, is a library loaded first
/// whose symbols the first one needs (libpython for the wheel's). A loaded library stays loaded; the table is never freed.
const struct lianlu_duckdb_functions *_Nullable lianlu_duckdb_load(
    const char *_Nonnull library, const char *_Nullable runtime, char *_Nonnull error, size_t error_size);

#endif
