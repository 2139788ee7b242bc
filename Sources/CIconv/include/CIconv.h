#ifndef LIANLU_CICONV_H
#define LIANLU_CICONV_H

#include <stddef.h>
#include <stdint.h>

/// A conversion to UTF-8 in progress. glibc's iconv reads a character set's module from the gconv folder of libc6.
typedef struct lianlu_iconv lianlu_iconv;

/// Opens a conversion from the named character set ("GB18030") to UTF-8; NULL when the C library does not know it.
lianlu_iconv *lianlu_iconv_open(const char *from);

/// How a call of lianlu_iconv_step ended.
enum lianlu_iconv_result {
    /// Everything given was converted.
    LIANLU_ICONV_DONE = 0,
    /// The output is full: call again with the rest.
    LIANLU_ICONV_FULL = 1,
    /// The rest is the beginning of a character: call again with more bytes after it.
    LIANLU_ICONV_SHORT = 2,
    /// The next byte begins no character of that set.
    LIANLU_ICONV_INVALID = 3,
};

/// Converts as much as possible; tells how many bytes were read and written.
int lianlu_iconv_step(
    lianlu_iconv *conversion, const uint8_t *in, size_t in_count, uint8_t *out, size_t out_count, size_t *read, size_t *written);

/// Ends the conversion.
void lianlu_iconv_close(lianlu_iconv *conversion);

#endif
