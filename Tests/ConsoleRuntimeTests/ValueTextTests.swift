import Operations
import Testing

@testable import ConsoleRuntime

@Suite struct `The values of a column` {
    @Test(
        arguments: [
            .missing, .unreadable, .hidden, .number(1.5, text: "1.5"), .text(""), .text("plain"), .text("\u{301}x"),
            .text("\u{200D}x"), .text("👩\u{200D}💻"),
        ] as [ColumnValue])
    func `come back as they were sent`(value: ColumnValue) {
        let back = ValueText.value(ValueText.text(value))

        guard case .number(let number, _) = value else {
            #expect(back == value)
            return
        }
        guard case .number(number, _) = back else {
            Issue.record("\(back)")
            return
        }
    }
}
