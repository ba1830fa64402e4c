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
            in: [.events, .sessions]
        ) {
            console in console.eventsView.togglePause(console.events)
        },
        Command("previous-same", .character("{"), title: "Previous event of the same session", in: [.events]) {
            $0.eventsView.goToSame($0.events, forward: false)
        },
        Command("next-same", .character("}"), title: "Next event of the same session", in: [.events]) {
            $0.eventsView.goToSame($0.events, forward: true)
        },
        Command("strip", .control("e"), title: "Show or hide the events under the list", in: [.sessions]) {
            $0.sessionsView.showsEvents.toggle()
        },
    ]
}
