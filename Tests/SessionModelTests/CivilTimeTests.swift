import SessionModel
import Testing

@Suite struct `Moments as text` {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_795_284_000_123, "2026-11-21T18:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00Z"),
            (-2_203_891_200_001, "1900-02-28T23:59:59.999Z"), (253_402_300_799_000, "9999-12-31T23:59:59Z"),
            (253_402_300_800_000, "+010000-01-01T00:00:00Z"), (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
            (1_795_284_000_007, "2026-11-21T18:00:00.007Z"),
            (Int64.max, "+292278994-08-17T07:12:55.807Z"), (Int64.min, "-292275055-05-16T16:47:04.192Z"),
        ] as [(Int64, String)])
    func `are written in UTC and read back`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            ("2026-11-21T20:00:00+02:00", 1_795_284_000_000), ("2026-11-21T12:30:00-0530", 1_795_284_000_000),
            ("2026-11-21T19:00+01", 1_795_284_000_000), ("2026-11-21 18:00:00.5z", 1_795_284_000_500),
            ("2026-11-21t18:00:00,123999Z", 1_795_284_000_123), ("2026-11-21T18:00:00.07Z", 1_795_284_000_070),
        ] as [(String, Int64)])
    func `are read with offsets and fractions`(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "today", "2026", "2026-11-21", "2026-11-21T18:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T18:60:00Z", "2026-11-21T18:00:60Z", "2026-11-21T18:00:00.Z", "2026-11-21T18:00:00Zx",
        "2026-11-21T18:00:00+2", "2026-11-21T18:00:00+24:00", "2026-11-21T18:00:00+01:60", "26-11-21T18:00:00Z",
        "+2026-11-21T18:00:00Z", "+999999999-01-01T00:00:00Z", "2026-1１-21T18:00:00Z",
    ])
    func `are refused when they name none`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test func `may lack a zone only where UTC is understood`() {
        #expect(Timestamp(iso8601: "2026-11-21T18:00:00.25", assumingUTC: true)?.milliseconds == 1_795_284_000_250)
    }

    @Test func `survive every day of three centuries`() {
        var previous = ""
        for day in Int64(-60_000)...60_000 {
            let moment = Timestamp(milliseconds: day * 86_400_000 + 43_200_000)
            let text = moment.iso8601
            #expect(Timestamp(iso8601: text) == moment)
            #expect(text > previous)
            previous = text
        }
    }

    @Test func `show the time of day alone as a clock`() {
        #expect(Timestamp(milliseconds: 1_795_284_061_999).clockText == "18:01:01Z")
        #expect(Timestamp(milliseconds: -1).clockText == "23:59:59Z")
    }
}
