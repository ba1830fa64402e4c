internal import Glibc
internal import StoreKit

/// What we may do in a directory.
struct DirectoryRights {
    /// Whether names can be made and removed in it.
    let isWritable: Bool
    /// Whether files in it can be opened.
    let isSearchable: Bool
    /// Whether everybody may make files in it but nobody remove those of others.
    let isSticky: Bool
    /// Its owner.
    let owner: UInt32

    /// Asks what we may do in an open directory.
    init(_ directory: Directory) {
        isWritable = faccessat(directory.descriptor, ".", W_OK, AT_EACCESS) == 0
        isSearchable = faccessat(directory.descriptor, ".", X_OK, AT_EACCESS) == 0
        let status = try? FileStatus(of: directory.descriptor)
        isSticky = (status?.mode ?? 0) & UInt32(S_ISVTX) != 0
        owner = status?.user ?? 0
    }

    /// Throws where not even looking is possible.
    func check(_ words: FileStoreWords) throws(StoreError) {
        guard isSearchable else {
            throw words.error(SystemFailure(step: .opening, number: EACCES), while: "opening it")
        }
    }
}
