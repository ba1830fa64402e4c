internal import Glibc
internal import Operations
internal import SessionModel
internal import StoreKit

/// Sessions saved to a file before they are ended.
struct ExportFile {
    private let path: String
    private var records: [ArchivedRecord]

    /// More than this of one record is not saved, and so not ended: 512 MiB.
    private static let readLimit = 512 << 20

    /// Reads the records whole and writes them to the file; when this returns they are on disk.
    static func save(_ keys: [SessionKey], of target: OpenStore, to path: String) async throws(Failure) -> ExportFile {
        var records: [ArchivedRecord] = []
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            do throws(StoreError) {
                records += try await target.store.archived(batch, limit: readLimit).compactMap { $0 }
            } catch {
                throw Failure(error)
            }
        }
        if let record = records.first(where: { $0.unkept != nil }) {
            throw Failure(
                .refused,
                "\(target.shortName(record.key)) can't be saved: \(record.unkept ?? ""). Nothing was ended.",
                remedy: "Leave out --export to end it all the same; nothing brings it back then.")
        }
        let file = ExportFile(path: path, records: records)
        try PrivateFile.write(Export.write(records), to: path, replacing: false)
        return file
    }

    /// Leaves in the file what was ended, as it was at its end, and what may have been: what somebody else has ended
    /// meanwhile is nothing that this file should bring back.
    func correct(_ outcome: Operations.Outcome) throws(Failure) {
        var ended: [SessionKey: ArchivedRecord] = [:]
        if case .restore(let records) = outcome.undo {
            ended = Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let doubtful = Set(outcome.receipt.lines.filter(\.isUncertain).map(\.key))
        let corrected = records.compactMap { record -> ArchivedRecord? in
            guard let archived = ended[record.key] else { return doubtful.contains(record.key) ? record : nil }
            return archived.unkept == nil ? archived : record
        }
        if corrected.isEmpty { return discard() }
        guard corrected != records else { return }
        try PrivateFile.write(Export.write(corrected), to: path, replacing: true)
    }

    /// Removes the file: nothing was ended.
    func discard() { unlink(path) }
}
