import SessionModel
import Testing

@Suite struct `A word that may hold a login` {
    @Test(arguments: [
        ("redis://app:hunter2@h:1/0", "redis://app:********@h:1/0"), ("redis://:hunter2@h", "redis://:********@h"),
        ("redis://hunter2@h", "redis://********@h"), ("redis//app:hunter2@h", "redis//app:********@h"),
        ("redis:app:hunter2@h", "redis:********@h"), ("app:hunter2@h", "app:********@h"),
        ("//hunter2@h", "//********@h"), ("redis://a:p@ss/w@h", "redis://a:********@h"),
        ("redis://h:1/0", "redis://h:1/0"), ("ann@work", "ann@work"), ("data/sessions", "data/sessions"), ("", ""),
    ])
    func `is shown without its password`(text: String, shown: String) {
        #expect(text.hidingLogin == shown)
    }

    @Test(arguments: [
        (
            "mongodb://db/app?tlsCertificateKeyFilePassword=hunter2",
            "mongodb://db/app?tlsCertificateKeyFilePassword=********"
        ),
        ("mongodb://db?authMechanismProperties=A:b&x=y", "mongodb://db?authMechanismProperties=********&x=********"),
        ("mongodb//db?apiKey=hunter2", "mongodb//db?apiKey=********"),
        ("node:4711?token=x", "node:4711?token=********"),
        ("mongodb://ann:pw@db?apiKey=x&y", "mongodb://ann:********@db?apiKey=********&y"),
        ("redis://app:pa?ss@h?prefix=a", "redis://app:********@h?prefix=a"),
        ("mongodb://db?apiKey=hun:te@r2&x=y", "mongodb://db?apiKey=********"),
        ("mongodb://db?apiKey=hun@ter2", "mongodb://********"), ("redis://app:a?b=c@h/0", "redis://app:********"),
        ("redis://h?x", "redis://h?x"), ("redis://h?prefix=app:", "redis://h?prefix=app:"),
        ("mongodb://h?api%4Bey=x", "mongodb://h?api%4Bey=********"), ("redis://h?", "redis://h?"),
        ("redis://h?pasword=x", "redis://h?pasword=********"), ("redis://h?db=1&&c", "redis://h?db=1&&c"),
        ("data/s?format=php", "data/s?format=php"), ("ann@work?x=a", "ann@work?x=a"),
    ])
    func `is shown without what those of its options are set to that may hold a secret`(text: String, shown: String) {
        #expect(text.hidingLogin == shown)
    }

    @Test(arguments: [
        ("redis://app:hunter2", "redis://app:********"), ("redis//app:hun/ter2", "redis//app:********"),
        ("redis://app:hun:ter2", "redis://app:********"), ("redis://app:hun?ter2", "redis://app:********"),
        ("redis://h:1,app:hun,ter2", "redis://h:1,app:********"), ("redis://h:1/a:b", "redis://h:1/a:b"),
        ("redis://[::1]:6379", "redis://[::1]:6379"), ("redis://[::1]:hunter2", "redis://[::1]:********"),
        ("redis://[::1]", "redis://[::1]"), ("redis://h:", "redis://h:"), ("file:///a/b:c", "file:///a/b:c"),
    ])
    func `is shown without the password of a login that misses its @`(text: String, shown: String) {
        #expect(text.hidingLogin == shown)
    }

    @Test(arguments: [
        ("redis//app:hunter2@h", true), ("//hunter2@h", true), ("data//sessions?format=php", false),
        ("ann@work", false),
    ])
    func `is told from other words`(text: String, mayHoldLogin: Bool) {
        #expect(text.mayHoldLogin == mayHoldLogin)
    }
}
