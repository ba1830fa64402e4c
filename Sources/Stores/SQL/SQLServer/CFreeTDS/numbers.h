#ifndef CFREETDS_NUMBERS_H
#define CFREETDS_NUMBERS_H

// FreeTDS's numbers; a test compares those that its header has.

enum cfreetds_numbers {
    succeed = 1,
    no_more_results = 2,
    no_more_rows = -2,
    regular_row = -1,
    stop_waiting = 2,

    login_user = 2,
    login_password = 3,
    login_application = 5,
    login_charset = 10,
    login_database = 14,
    login_read_only = 1003,
    login_encryption = 1005, // FreeTDS 1.5 and later
    version_7_4 = 8,
    option_time = 34,

    type_image = 34,
    type_text = 35,
    type_varbinary = 37,
    type_varchar = 39,
    type_binary = 45,
    type_char = 47,
    type_byte = 48,
    type_bit = 50,
    type_short = 52,
    type_int = 56,
    type_single = 59,
    type_double = 62,
    type_ntext = 99,
    type_bigint = 127,

    unexpected_end = 20017,
    general_error = 20018,
};

#endif
