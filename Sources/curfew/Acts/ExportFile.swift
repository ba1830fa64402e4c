internal import Console
internal import ConsoleRuntime
internal import Glibc
internal import Operations
internal import SessionModel
internal import StoreKit

/// Sessions saved to a file before they are ended.
struct ExportFile {
    private let path: String
    /// The sessions that are in it.
    var keys: [SessionKey] { records.map(\.key) }
    private var records: [ArchivedRecord]

    /// More than this of one record is not saved, and so not ended: 512 MiB.
    private static let readLimit = 512 << 20

    /// Why standard output will not do for it.
    static let noFile =
        "What is saved holds secrets and has to be on disk before anything ends, so it goes to a file of its own and not"
        + " to standard output; for a file of that name write ./-."

    /// Reads the records whole and writes them to the file; when this returns they are on disk.
    static func save(_ keys: [SessionKey], of target: OpenStore, to path: String) async throws(Failure) -> ExportFile {
        if path == "-" { throw Failure(.usage, noFile) }
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
        let file = ExportFile(path: path, records: Export.noted(records, from: target))
        try PrivateFile.write(Export.write(file.records), to: path, replacing: false)
        return file
    }

    /// The records of a file that was saved.
    static func records(in file: String) throws(Failure) -> [ArchivedRecord] {
        let bytes = try LineReader.file(file)
        let records: [ArchivedRecord]
        do throws(ExportError) {
            records = try Export.read(bytes)
        } catch {
            throw Failure(.usage, "\(file): \(error.description)")
        }
        guard !records.isEmpty else { throw Failure(.nothingMatched, "\(file) holds no sessions.") }
        return records
    }

    /// The same for the console.
    static func saved(
        _ keys: [SessionKey], of target: OpenStore, to path: String
    ) async -> Result<ExportedFile, EditorFailure> {
        do throws(Failure) {
            let file = try await save(keys, of: target, to: path)
            return .success(
                ExportedFile(keys: file.keys) { ended in
                    do throws(Failure) {
                        try file.correct(ended, doubtful: Set(file.keys))
                        return nil
                    } catch {
                        return error.message
                    }
                })
        } catch {
            return .failure(EditorFailure(error.message))
        }
    }

    /// Leaves in the file what was ended, as it was at its end, and what may have been.
    func correct(_ outcome: Operations.Outcome) throws(Failure) {
        try correct(outcome.undo?.archived ?? [], doubtful: Set(outcome.receipt.lines.filter(\.isUncertain).map(\.key)))
    }

    /// Leaves in the file what was ended, as it was at its end, and what may have been: what somebody else has ended
    /// meanwhile is nothing that this file should bring back.
    private func correct(_ ended: [ArchivedRecord], doubtful: Set<SessionKey>) throws(Failure) {
        let ended = Dictionary(ended.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let corrected = records.compactMap { record -> ArchivedRecord? in
            guard let archived = ended[record.key] else { return doubtful.contains(record.key) ? record : nil }
            guard archived.unkept == nil else { return record }
            var kept = archived
            kept.kind = record.kind
            return kept
        }
        if corrected.isEmpty { return discard() }
        guard corrected != records else { return }
        try PrivateFile.write(Export.write(corrected), to: path, replacing: true)
    }

    /// Removes the file: nothing was ended.
    func discard() { unlink(path) }
}
