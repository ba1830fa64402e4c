import Glibc

/// The files of the working copy the tests were built from.
public enum Repository {
    /// The path of a file, given from the top of the working copy.
    public static func path(_ file: String) -> String {
        "\(#filePath.dropLast("Tests/TestSupport/Repository.swift".count))\(file)"
    }

    /// The texts of all Swift files in a folder and below it, given from the top of the working copy.
    public static func texts(under folder: String) throws -> [String] {
        guard let stream = opendir(path(folder)) else { throw TestSupportError("Cannot read \(path(folder)).") }
        defer { closedir(stream) }
        var texts: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            if name.hasSuffix(".swift") {
                texts.append(try text("\(folder)/\(name)"))
            } else if entry.pointee.d_type == UInt8(DT_DIR) {
                texts += try self.texts(under: "\(folder)/\(name)")
            }
        }
        return texts
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
