// The structures of MariaDB's client library that cross by value, as its binary interface fixes them.
typedef char my_bool;
typedef int my_socket;

enum mysql_option {
    option_connect_timeout = 0,
    option_charset = 7,
    option_local_infile = 8,
    option_protocol = 9,
    option_read_timeout = 11,
    option_write_timeout = 12,
    option_verify_certificate = 21,
    option_certificate_authority = 27,
};

typedef struct st_mysql_bind {
    unsigned long *length;
    my_bool *is_null;
    void *buffer;
    my_bool *error;
    void *position;
    void (*store)(void);
    void (*fetch)(void);
    void (*skip)(void);
    unsigned long buffer_length;
    unsigned long offset;
    unsigned long length_value;
    unsigned int flags;
    unsigned int pack_length;
    int buffer_type;
    my_bool error_value;
    my_bool is_unsigned;
    my_bool long_data_used;
    my_bool is_null_value;
    void *extension;
} MYSQL_BIND;

typedef struct st_mysql_field {
    char *names[7];
    unsigned long length;
    unsigned long max_length;
    unsigned int name_lengths[7];
    unsigned int flags;
    unsigned int decimals;
    unsigned int charsetnr;
    int type;
    void *extension;
} MYSQL_FIELD;

enum {
    type_tiny = 1,
    type_short = 2,
    type_long = 3,
    type_float = 4,
    type_double = 5,
    type_null = 6,
    type_longlong = 8,
    type_int24 = 9,
    type_blob = 252,
    type_string = 254,
};

enum mariadb_rpl_option {
    log_file = 0,
    log_start = 1,
    log_server = 2,
};

/// The version of the structure below that a library must have.
enum { log_version = 2 };

/// The beginning of an event: the packet as it came, and where in it the event begins.
typedef struct st_mariadb_rpl_event {
    struct {
        void *blocks[3];
        size_t sizes[2];
        unsigned int numbers[2];
        void (*handler)(void);
    } memory;
    unsigned char *raw_data;
    size_t raw_data_size;
    size_t raw_data_ofs;
} MARIADB_RPL_EVENT;
