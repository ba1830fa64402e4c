internal import SessionModel
internal import TerminalKit

extension Command {
    /// Watching what happens.
    static let following: [Command] = [
        Command("follow", .character("f"), title: "Follow the newest event, or stop", hint: "follow", in: [.events]) {
            $0.eventsView.isFollowing.toggle()
        },
        Command(
            "pause", .character("="), title: "Pause the events on screen, or go on; none is lost", hint: "pause",
            in: [.events, .sessions],
            unless: {
                $0.view == .sessions && $0.layout.eventBar.height == 0 ? "no events are shown here; 3 shows them" : nil
            }
        ) {
            console in console.togglePause()
        },
        Command(
            "previous-same", .character("{"), title: "Previous event of the same session", in: [.events],
            unless: \.noTarget
        ) {
            $0.goToSame(forward: false)
        },
        Command(
            "next-same", .character("}"), title: "Next event of the same session", in: [.events], unless: \.noTarget
        ) {
            $0.goToSame(forward: true)
        },
        Command(
            "strip", .control("e"), title: "Show or hide the events under the list", in: [.sessions],
            unless: {
                $0.size.rows < ConsoleLayout.stripFrom ? "there is room for them from 20 rows on; 3 shows them" : nil
            }
        ) {
            $0.sessionsView.showsEvents.toggle()
        },
    ]
}

extension Console {
    fileprivate mutating func togglePause() {
        eventsView.togglePause(events)
        // Where no events are on screen, nothing else would tell.
        guard view == .sessions, layout.events.height == 0 else { return }
        say(.info, eventsView.pausedAt == nil ? "The events go on." : "The events are paused.")
    }

    fileprivate mutating func goToSame(forward: Bool) {
        guard !eventsView.goToSame(events, forward: forward) else { return }
        say(.info, "There is no \(forward ? "later" : "earlier") event of this session here.")
    }
}
