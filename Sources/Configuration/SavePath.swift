internal import SessionModel
internal import StoreKit

/// A directory of nested session files as PHP's `session.save_path` writes it: `N;path`, or `N;MODE;path`.
struct SavePath {
    /// How many directories there are above each file.
    let depth: String
    /// The directory.
    let path: String

    /// nil for a text that is not written so.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count > 1, Self.isNumber(parts[0]) else { return nil }
        // The rights of new files are only PHP's business.
        let hasMode = parts.count == 3 && Self.isNumber(parts[1])
        let start = hasMode ? parts[2].startIndex : parts[1].startIndex
        guard start < text.endIndex else { return nil }
        depth = String(text[parts[0].startIndex..<parts[0].endIndex])
        path = String(text[start...])
    }

    private static func isNumber(_ text: Substring.UTF8View) -> Bool {
        (1...4).contains(text.count) && text.allSatisfy(\.isDigit)
    }
}

extension StoreAddress {
    /// The address of a directory with its path read as PHP writes it, where it is written so.
    var readingSavePath: StoreAddress {
        guard scheme == "file", let saved = SavePath(path) else { return self }
        var address = self
        address.path = saved.path
        address.options.insert(Option("depth", saved.depth), at: 0)
        return address
    }
}
