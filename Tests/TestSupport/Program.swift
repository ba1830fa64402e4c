import Glibc

/// The program under test.
public enum Program {
    /// The absolute path of the built `curfew`: beside the test bundle, or what `$CURFEW_BINARY` names.
    ///
    /// - Throws: ``TestSupportError`` when it was not built.
    public static func path() throws -> String {
        let path = try ProcessEnvironment.value("CURFEW_BINARY") ?? "\(productsDirectory())/curfew"
        guard access(path, X_OK) == 0 else {
            throw TestSupportError("There is no program at \(path). Try: swift build --product curfew")
        }
        return path
    }

    /// The absolute path of another program of the package's.
    ///
    /// - Throws: ``TestSupportError`` when it was not built.
    public static func path(of product: String) throws -> String {
        let path = try "\(productsDirectory())/\(product)"
        guard access(path, X_OK) == 0 else {
            throw TestSupportError("There is no program at \(path). Try: swift build --product \(product)")
        }
        return path
    }

    /// Where the package's products are: on Linux the test bundle is the running program.
    private static func productsDirectory() throws -> String {
        guard let resolved = realpath("/proc/self/exe", nil) else { throw SystemCallFailure("realpath").error }
        defer { free(resolved) }
        let bundle = String(cString: resolved)
        return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.startIndex)])
    }
}
