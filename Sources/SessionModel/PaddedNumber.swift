/// The decimal text of a number that is not negative, filled up with zeros in front.
func padded(_ number: some BinaryInteger, to width: Int) -> String {
    if width == 2, number >= 0, number < 100 {
        let number = UInt8(truncatingIfNeeded: number)
        return String(unsafeUninitializedCapacity: 2) { digits in
            digits[0] = UInt8(ascii: "0") + number / 10
            digits[1] = UInt8(ascii: "0") + number % 10
            return 2
        }
    }
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
