int lianlu_iconv_placeholder(void) { return 0; }
