import SessionModel
import Testing

@Suite struct `Lengths of time as text` {
    @Test(
        arguments: [
            ("30m", 1_800_000), ("1h30m", 5_400_000), ("90", 90_000), ("2d", 172_800_000), ("500ms", 500),
            ("1w", 604_800_000), ("0", 0), ("0s", 0), ("1.5h", 5_400_000), ("0.25", 250), ("1m500ms", 60_500),
            ("9d02h", 784_800_000), ("29m19s", 1_759_000), ("1.0000000000000001s", 1000),
        ] as [(String, Int64)])
    func `are read as people write them`(text: String, milliseconds: Int64) throws {
        #expect(try DurationText.parse(text) == milliseconds)
    }

    @Test(arguments: [
        ("", "A length of time is missing. Write one like 30m, 1h30m or 2d."),
        ("m", "'m' is no length of time: 'm' needs a number before it, as in 30m."),
        ("-5m", "'-5m' is no length of time: '-' needs a number before it, as in 30m."),
        ("1h30", "'1h30' is no length of time: 30 needs a unit: ms, s, m, h, d or w."),
        ("5mn", "'5mn' is no length of time: 'mn' is no unit. Use ms, s, m, h, d or w."),
        ("5 m", "'5 m' is no length of time: ' m' is no unit. Use ms, s, m, h, d or w."),
        ("1.2.3s", "'1.2.3s' is no length of time: '1.2.3' is no number."),
        ("5.", "'5.' is no length of time: '5.' is no number."),
        ("5m5m", "'5m5m' is no length of time: write each unit once, largest first; see 'm'."),
        ("5m1h", "'5m1h' is no length of time: write each unit once, largest first; see 'h'."),
        (
            "99999999999999999999",
            "'99999999999999999999' is longer than a calendar holds: it ends with the year 9999."
        ),
        ("9999999999999w", "'9999999999999w' is longer than a calendar holds: it ends with the year 9999."),
        (
            "9223372036854775807ms",
            "'9223372036854775807ms' is longer than a calendar holds: it ends with the year 9999."
        ),
        (
            "redis://app:hunter2@h/0",
            "'redis://app:********@h/0' is no length of time. Write one like 30m, 1h30m or 2d."
        ),
        ("253402300800s", "'253402300800s' is longer than a calendar holds: it ends with the year 9999."),
    ])
    func `say what is wrong with them`(text: String, sentence: String) {
        let error = #expect(throws: DurationError.self) { try DurationText.parse(text) }

        #expect(error?.description == sentence)
    }

    @Test(
        arguments: [
            (41_000, "00:00:41"), (41_999, "00:00:41"), (0, "00:00:00"), (-5000, "00:00:00"), (22_323_000, "06:12:03"),
            (359_999_999, "99:59:59"), (360_000_000, "4d04h"), (86_400_000 * 400, "400d00h"), (Int64.max, "292471208y"),
            (Int64.min, "00:00:00"),
        ] as [(Int64, String)])
    func `show what is left as a clock`(milliseconds: Int64, text: String) {
        #expect(DurationText.format(milliseconds: milliseconds) == text)
    }

    @Test(
        arguments: [(0, 0), (1, 1000), (400, 1000), (1000, 1000), (1001, 2000), (Int64.max, .max)] as [(Int64, Int64)])
    func `count the second that is under way`(milliseconds: Int64, rounded: Int64) {
        #expect(DurationText.upToSecond(milliseconds: milliseconds) == rounded)
    }

    @Test(
        arguments: [
            (-1, "0s"), (999, "0s"), (2000, "2s"), (59_999, "59s"), (60_000, "1m00s"), (500_000, "8m20s"),
            (1_759_000, "29m19s"), (4_320_000, "1h12m"), (784_800_000, "9d02h"), (86_400_000 * 41, "41d"),
            (Int64.max, "292471208y"),
        ] as [(Int64, String)])
    func `show what has gone by in few columns`(milliseconds: Int64, text: String) {
        #expect(DurationText.compact(milliseconds: milliseconds) == text)
    }

    @Test(
        arguments: [
            (0, "0s"), (-5, "0s"), (5_400_000, "1h30m"), (1500, "1s500ms"), (691_200_000, "1w1d"),
            (253_402_300_799_999, nil),
        ] as [(Int64, String?)])
    func `are written so that they read back exactly`(milliseconds: Int64, text: String?) throws {
        let exact = DurationText.exact(milliseconds: milliseconds)

        #expect(text == nil || exact == text)
        #expect(try DurationText.parse(exact) == max(0, milliseconds))
    }
}
