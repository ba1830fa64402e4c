internal import Glibc
internal import SessionModel
internal import StoreKit

/// The thread of a change feed: waits for the kernel's reports, or for the next time to list.
actor FeedFollower {
    /// How one way of following ended.
    private enum End {
        case stopped
        case lost(StoreError)
        /// The kernel has no more room for watches, or the file system is shared.
        case unwatchable
    }

    private static let action = "watching for changes"
    /// Reports that come within this many milliseconds go out together.
    private static let gathering = 5
    /// How often it is looked whether the path still leads here, in milliseconds: a link on the way may be switched.
    private static let checking = 15_000
    private static let pauses = [50, 100, 200, 500, 1000, 2000]

    private nonisolated let executor = BlockingExecutor(label: "curfew files: changes")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let place: DirectoryPlace
    private let options: FileOptions
    private let deliver: @Sendable (StoreChange) -> Void

    /// Creates a follower with a thread of its own.
    init(
        _ place: DirectoryPlace, _ options: FileOptions, _ deliver: @escaping @Sendable (StoreChange) -> Void
    ) {
        self.place = place
        self.options = options
        self.deliver = deliver
    }

    /// Follows the directory until the signal is raised, and waits for it to come back whenever it is gone.
    func follow(until signal: StopSignal) {
        var wasLost = false
        while true {
            var end = options.polls ? End.unwatchable : listen(signal, wasLost)
            if case .unwatchable = end { end = poll(signal, wasLost) }
            guard case .lost(let error) = end else { return }
            deliver(.lost(error))
            wasLost = true
            guard waitForReturn(signal) else { return }
        }
    }

    // MARK: - Told by the kernel

    private func listen(_ signal: StopSignal, _ wasLost: Bool) -> End {
        do throws(SystemFailure) {
            var watched = try WatchedDirectory(place)
            guard !watched.isShared else { return .unwatchable }
            try watched.watchInside()
            begin(.push("inotify"), wasLost)
            return try listen(signal, &watched)
        } catch {
            // No queue or no watch is left: /proc/sys/fs/inotify says how many a user may have.
            if error.step == .watching, [ENOSPC, E2BIG, EMFILE, ENFILE, ENOMEM, ENOSYS].contains(error.number) {
                return .unwatchable
            }
            return .lost(place.words.error(error, while: Self.action))
        }
    }

    private func listen(
        _ signal: StopSignal, _ watched: inout WatchedDirectory
    ) throws(SystemFailure) -> End {
        while true {
            switch signal.wait(for: watched.descriptor, milliseconds: Self.checking) {
            case .stopped: return .stopped
            case .readable:
                guard !signal.isRaised(within: Self.gathering) else { return .stopped }
                try watched.report(deliver)
            case .timedOut: break
            }
            if !watched.isStillThere(place) {
                return .lost(place.words.missing(while: Self.action))
            }
        }
    }

    // MARK: - By listing again

    private func poll(_ signal: StopSignal, _ wasLost: Bool) -> End {
        do throws(SystemFailure) { _ = try place.identity() } catch {
            return .lost(place.words.error(error, while: Self.action))
        }
        begin(.poll(seconds: options.interval), wasLost)
        while !signal.isRaised(within: options.interval * 1000) {
            do throws(SystemFailure) { _ = try place.identity() } catch {
                return .lost(place.words.error(error, while: Self.action))
            }
            deliver(.due)
        }
        return .stopped
    }

    private func begin(_ kind: FeedKind, _ wasLost: Bool) {
        deliver(.connected(kind))
        if wasLost { deliver(.gap("the directory was gone and is back")) }
    }

    /// Waits until there is a directory at the path again; false when the signal was raised.
    private func waitForReturn(_ signal: StopSignal) -> Bool {
        var attempt = 0
        while !signal.isRaised(within: Self.pauses[min(attempt, Self.pauses.count - 1)]) {
            if (try? Directory(path: place.path)) != nil { return true }
            attempt += 1
        }
        return false
    }
}
