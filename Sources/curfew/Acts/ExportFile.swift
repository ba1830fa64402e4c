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

    /// Puts what was really ended in the place of what was read before, where the two differ.
    func correct(_ ended: [ArchivedRecord]) throws(Failure) {
        let kept = ended.filter { $0.unkept == nil }
        let ended = Dictionary(kept.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let corrected = records.map { ended[$0.key] ?? $0 }
        guard corrected != records else { return }
        try PrivateFile.write(Export.write(corrected), to: path, replacing: true)
    }
}
