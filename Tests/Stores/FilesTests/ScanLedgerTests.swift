import SessionModel
import StoreKit
import Synchronization
import Testing

@testable import FileStore

@Suite("What the readers of a listing share") struct ScanLedgerTests {
    @Test func `gives each name to one reader, also those that come late`() async {
        let ledger = ScanLedger(.full) { _ in }
        async let early = names(of: ledger)
        async let late = {
            ledger.add(list(0..<700), from: 200)
            await Task.yield()
            ledger.add(list(700..<1000))
            ledger.add(NameList())
            ledger.complete()
            return await names(of: ledger)
        }()

        let taken = await early + late
        #expect(taken.sorted() == (200..<1000).map { "name-\(1000 + $0)" })
    }

    @Test func `lets a waiting reader go when no name comes`() async {
        let ledger = ScanLedger(.full) { _ in }
        async let waiting = names(of: ledger)
        ledger.complete()

        #expect(await waiting.isEmpty)
    }

    @Test func `tells how far the listing is once all names are known`() async {
        let told = Mutex<[Double]>([])
        let ledger = ScanLedger(.full) { page in told.withLock { $0.append(page.progress) } }
        ledger.add(list(0..<100))
        ledger.handOut(RecordPage(), names: 50)
        ledger.complete()
        ledger.handOut(RecordPage(), names: 25)
        ledger.handOut(RecordPage(), names: 25)

        #expect(told.withLock { $0 } == [0, 0.75, 1])
    }

    @Test(arguments: [(ScanRequest.Pace.full, false, false), (.polite, true, true), (.bySize, false, true)])
    func `is polite as it was asked to be`(_ pace: ScanRequest.Pace, _ few: Bool, _ many: Bool) {
        let ledger = ScanLedger(pace) { _ in }
        ledger.add(list(0..<1000))
        #expect(ledger.isPolite == few)
        for _ in 0..<100 { ledger.add(list(0..<1000)) }
        #expect(ledger.isPolite == many)
    }

    private func list(_ numbers: Range<Int>) -> NameList {
        var names = NameList()
        for number in numbers {
            Array("name-\(1000 + number)".utf8).withUnsafeBytes { names.append($0, .regular) }
        }
        return names
    }

    private func names(of ledger: ScanLedger) async -> [String] {
        var names: [String] = []
        while let share = await ledger.nextShare() {
            share.names.forEach(in: share.range) { name, _ in
                names.append(String(decoding: name, as: UTF8.self))
                return true
            }
        }
        return names
    }
}
