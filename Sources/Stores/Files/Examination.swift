internal import Glibc
internal import SessionModel
internal import StoreKit

/// Finds out what may be done in the directory, from rights and a few of its files. Changes nothing.
struct Examination {
    private typealias Restriction = StoreExamination.Restriction

    /// All that changes something.
    private static let changing: StoreAbilities = [.edit, .end, .setDeadline, .move, .restore]

    private let place: DirectoryPlace
    private let fileNames: FileNames
    private let options: FileOptions
    private let isReadOnly: Bool
    private let tree: FileTree
    private let rights: DirectoryRights
    private let fileSystem: FileSystem
    private let sample: FileSample
    private let roundTrip: Double

    /// Looks at the directory, and at no more than `limit` of its names.
    init(
        _ place: DirectoryPlace, _ fileNames: FileNames, _ options: FileOptions, isReadOnly: Bool,
        names limit: Int
    ) throws(StoreError) {
        self.place = place
        self.fileNames = fileNames
        self.options = options
        self.isReadOnly = isReadOnly
        let start = ContinuousClock.now
        tree = try place.tree(while: "examining it", looksAgain: true)
        fileSystem = FileSystem(of: tree.root)
        roundTrip = (ContinuousClock.now - start) / .milliseconds(1)
        do throws(SystemFailure) {
            sample = try FileSample(of: tree, limit: limit)
        } catch {
            throw place.words.error(error, while: "examining it")
        }
        // Sessions are made and ended in the directories they are in.
        rights = DirectoryRights(sample.directory ?? tree.root)
    }

    /// What was found out.
    func result() -> StoreExamination {
        let restrictions = restrictions
        let refused = restrictions.reduce(into: StoreAbilities()) { $0.formUnion($1.ability) }
        return StoreExamination(
            version: "directory on \(fileSystem.name)\(depth)", abilities: .all.subtracting(refused),
            restrictions: restrictions, feed: feed, roundTrip: roundTrip, estimatedCount: sample.count)
    }

    /// How deep sessions are, where that is not the directory itself.
    private var depth: String {
        switch max(tree.depth, sample.levels) {
        case 0: ""
        case 1: ", sessions nested in 1 level of directories"
        case let levels: ", sessions nested in \(levels) levels of directories"
        }
    }

    private var feed: FeedKind { unpushed == nil ? .push("inotify") : .poll(seconds: options.interval) }

    private var restrictions: [Restriction] {
        [noFormat, unsearchable, unlisted, readOnly, unwritable, foreignFiles, unreadable, unpushed, leftovers]
            .compactMap { $0 }
    }

    private var words: FileStoreWords { place.words }

    private var noFormat: Restriction? {
        guard fileNames.isEmpty else { return nil }
        return Restriction(.list, reason: "No format that is asked for keeps its sessions in files.")
    }

    private var unsearchable: Restriction? {
        guard !rights.isSearchable else { return nil }
        return Restriction(
            .list, reason: "The files can't be opened: the right to search the directory is missing.",
            remedy: words.asUser(rights.owner))
    }

    private var unlisted: Restriction? {
        guard let owner = sample.unreadableDirectoryOwner else { return nil }
        return Restriction(
            .list, reason: "Directories that sessions may be in can't be read by this user.",
            remedy: words.asUser(owner))
    }

    private var readOnly: Restriction? {
        if isReadOnly { return Restriction(Self.changing, reason: "It was opened read-only.") }
        guard fileSystem.isReadOnly else { return nil }
        return Restriction(Self.changing, reason: "The file system is mounted read-only.", remedy: words.remount)
    }

    private var unwritable: Restriction? {
        guard !rights.isWritable, !fileSystem.isReadOnly, !isReadOnly else { return nil }
        return Restriction(
            Self.changing, reason: "This user may not write to the directory.", remedy: words.asUser(rights.owner))
    }

    /// Only root can give a new file to the owner of the old one, and in a sticky directory only owners remove files.
    private var foreignFiles: Restriction? {
        guard let owner = sample.foreignOwner, geteuid() != 0, rights.isWritable, !isReadOnly else { return nil }
        let isHeld = rights.isSticky && rights.owner != geteuid()
        // Where some are ours, an act says of each file whether it may be done.
        let refused: StoreAbilities = isHeld ? Self.changing : [.edit, .setDeadline, .restore]
        return Restriction(
            sample.hasOwn ? [] : refused,
            reason: isHeld
                ? "Files belong to another user, and in this directory only their owner can replace or remove them."
                : "Files belong to another user, and only that user or root can write them so that this stays so.",
            remedy: words.asUser(owner))
    }

    private var unreadable: Restriction? {
        guard let owner = sample.unreadableOwner else { return nil }
        return Restriction(
            sample.hasReadable ? [] : [.edit, .end, .setDeadline, .move],
            reason: "Files can't be read by this user.", remedy: words.asUser(owner))
    }

    private var unpushed: Restriction? {
        if options.polls { return Restriction(.push, reason: "The address asks to list again instead (poll=).") }
        if fileSystem.isShared {
            let reason = "On \(fileSystem.name) the system hears nothing of what other machines write."
            return Restriction(.push, reason: reason)
        }
        do throws(SystemFailure) {
            var watched = try WatchedDirectory(place)
            try watched.watchInside()
            return nil
        } catch {
            return Restriction(
                .push, reason: words.error(error, while: "watching for changes").description,
                remedy: error == .tooManyDirectories
                    ? nil : "sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches")
        }
    }

    private var leftovers: Restriction? {
        guard sample.leftovers > 0 else { return nil }
        return Restriction(
            [], reason: "\(sample.leftovers) temporary files of an act that was cut off are left; they hold sessions.",
            remedy: words.findLeftovers(levels: tree.levels))
    }
}
