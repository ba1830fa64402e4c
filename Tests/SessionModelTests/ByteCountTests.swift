import SessionModel
import Testing

@Suite struct `Sizes as text` {
    @Test(arguments: [
        (0, "0 B"), (-1, "0 B"), (999, "999 B"), (1912, "1,912 B"), (9999, "9,999 B"), (10_000, "9.8 KB"),
        (1_048_575, "1.0 MB"), (1_048_576, "1.0 MB"), (67_108_864, "64.0 MB"), (1_073_741_824, "1.0 GB"),
        (5_000_000_000_000_000, "4,547.5 TB"), (Int.max, "8,388,608.0 TB"),
    ])
    func `carry the unit a person would choose`(bytes: Int, text: String) {
        #expect(ByteCount.format(bytes) == text)
    }
}
