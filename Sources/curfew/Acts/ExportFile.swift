internal import Console
internal import ConsoleRuntime
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

    /// Reads the records whole and writes them to the file; when this returns they are on disk.
    static func save(_ keys: [SessionKey], of target: OpenStore, to path: String) async throws(Failure) -> ExportFile {
        var records: [ArchivedRecord] = []
        for start in stride(from: 0, to: keys.count, by: OpenStore.batch) {
            let batch = Array(keys[start..<min(start + OpenStore.batch, keys.count)])
            do throws(StoreError) {
                for record in try await target.store.records(batch, limit: readLimit).compactMap({ $0 }) {
                    guard let content = record.content.bytes else {
                        throw StoreError(
                            .unsuitable, while: "saving sessions", on: target.name,
                            detail: "\(target.shortName(record.key)) can't be read whole, so nothing was ended")
                    }
                    records.append(
                        ArchivedRecord(
                            key: record.key, content: content, expiry: record.expiry, modified: record.modified))
                }
            } catch {
                throw Failure(error)
            }
        }
        let file = ExportFile(path: path, records: records)
        try PrivateFile.write(Export.write(records), to: path, replacing: false)
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
                        try file.correct(ended)
                        return nil
                    } catch {
                        return error.message
                    }
                })
        } catch {
            return .failure(EditorFailure(error.message))
        }
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
