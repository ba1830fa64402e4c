import Glibc

/// The files of the working copy the tests were built from.
public enum Repository {
    /// The path of a file, given from the top of the working copy.
    public static func path(_ file: String) -> String {
        "\(#filePath.dropLast("Tests/TestSupport/Repository.swift".count))\(file)"
    }

    /// The text of a file, given from the top of the working copy.
    public static func text(_ file: String) throws -> String {
        guard let stream = fopen(path(file), "r") else { throw TestSupportError("Cannot read \(path(file)).") }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
