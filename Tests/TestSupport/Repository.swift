/// The files of the working copy the tests were built from.
public enum Repository {
    /// The path of a file, given from the top of the working copy.
    public static func path(_ file: String) -> String {
        "\(#filePath.dropLast("Tests/TestSupport/Repository.swift".count))\(file)"
    }

    /// The text of a file, given from the top of the working copy.
    public static func text(_ file: String) throws -> String {
        String(decoding: try bytes(file), as: UTF8.self)
    }

    /// The bytes of a file, given from the top of the working copy.
    public static func bytes(_ file: String) throws -> [UInt8] { try FileBytes.read(path(file)) }
}
