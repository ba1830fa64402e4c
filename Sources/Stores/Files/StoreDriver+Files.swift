internal import SessionModel
public import StoreKit

extension StoreDriver {
    /// A directory with a file for each session.
    ///
    /// Opening throws `.unreachable` where the directory is missing, `.unsuitable` where it is a file, `.notPermitted`
    /// where it may not be read, and `.badAddress` for an option that makes no sense.
    public static let files = StoreDriver(
        schemes: ["file"],
        kind: .files,
        summary: "a directory with a file for each session",
        example: "file:data/sessions",
        options: [
            .init("lifetime", "how long a session lasts, in seconds, where its file does not say"),
            .init("depth", "in how many directories files are nested (PHP's \"N;path\"), where looking does not tell"),
            .init("poll", "list again every so many seconds instead of being told by the system"),
        ],
        open: { opening throws(StoreError) in
            let store = try FileStore(opening)
            try await store.check()
            return store
        })
}
