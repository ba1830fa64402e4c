internal import Glibc
internal import SessionModel
internal import TestSupport

/// The files of records.
enum CorpusFile {
    /// The records of all files, in the order of their names.
    static func all() throws -> [SampleRecord] {
        let directory = Repository.path("Tests/RecordCorpus/Records")
        guard let stream = opendir(directory) else { throw TestSupportError("Cannot read \(directory).") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".records") { names.append(name) }
        }
        return try names.sorted().flatMap(records)
    }

    private static func records(in name: String) throws -> [SampleRecord] {
        let lines = try Repository.text("Tests/RecordCorpus/Records/\(name)").split(separator: "\n")
        let format = lines.first.map(String.init) ?? ""
        return try lines.dropFirst().map { line in
            let writer = String(name.dropLast(".records".count))
            guard let sample = SampleRecord(line: line, writer: writer, format: format) else {
                throw TestSupportError("\(name) has a line that is no record.")
            }
            return sample
        }
    }

    static func decoded(_ base64: String) -> [UInt8]? { FixtureBase64.decode(base64) }
}

extension SampleRecord {
    /// The records of all files.
    public static func all() throws -> [SampleRecord] { try CorpusFile.all() }
}
