import Operations
import SessionModel
import StoreKit
import TerminalKit
import Testing

@testable import Console

@Suite struct `The way back` {
    @Test func `leads through the views with their cursors, and forth again`() {
        var stage = Stage(Sample.shop)
        stage.press("j", "j")
        let third = stage.console.sessionsView.cursorKey
        stage.press("Enter", "j", "j", "j", "6", "3")
        stage.press("[")
        #expect(stage.console.view == .journal)
        stage.press("[")
        #expect(stage.console.view == .inspector)
        #expect(stage.console.inspector?.session.key == third)
        #expect(stage.console.inspector?.viewport.cursor == 3)
        stage.press("[")
        #expect(stage.console.view == .sessions)
        #expect(stage.console.sessionsView.cursorKey == third)
        stage.press("]", "]", "]")

        #expect(stage.console.view == .events)
    }

    @Test func `ends where it began, in a sentence`() {
        var stage = Stage(Sample.shop)
        stage.press("[")
        #expect(stage.shows("previous-view: there is no view before this one."))
        stage.press("]")
        #expect(stage.shows("next-view: there is no view after this one."))
        stage.press("3", "[", "[")

        #expect(stage.shows("previous-view: there is no view before this one."))
    }

    @Test func `is a new one after another turn`() {
        var stage = Stage(Sample.shop)
        stage.press("3", "[", "6", "]")
        #expect(stage.shows("next-view: there is no view after this one."))
        stage.press("[")

        #expect(stage.console.view == .sessions)
    }

    @Test func `leads back to a person`() {
        var stage = People.stage(100, 40)
        stage.press("2", "Enter", "j", "5", "[")

        #expect(stage.console.view == .person)
        #expect(stage.console.personView?.viewport.cursor == 1)
    }

    @Test func `passes over help and messages`() {
        var stage = Stage(Sample.shop)
        stage.press("3", "?", "q", "!", "q", "[")

        #expect(stage.console.view == .sessions)
    }

    @Test func `says that a session has ended meanwhile`() {
        var stage = Stage(Sample.shop)
        stage.press("Enter", "3")
        stage.store.sessions.removeAll { $0.key == Sample.shop[0].key }
        stage.press("[")

        #expect(stage.shows("That session has ended meanwhile."))
        #expect(stage.console.view != .inspector)
    }
}

@Suite struct `Bookmarks in the console` {
    @Test func `lead to a session again`() {
        var stage = Stage(Sample.shop)
        stage.press("j", "j", "m")
        let third = stage.console.sessionsView.cursorKey
        stage.press("G", "'")
        #expect(stage.shows("session  bob"))
        stage.press("Enter")

        #expect(stage.console.inspector?.session.key == third)
    }

    @Test func `lead to an event again, even past a filter`() {
        var stage = Stage(Sample.shop)
        stage.happen { $0.change(Sample.shop[0].key, to: "{\"user\":\"alice@shop\",\"n\":1}") }
        stage.happen { $0.change(Sample.shop[2].key, to: "{\"user\":\"bob\",\"n\":1}") }
        stage.press("3", "g", "m", "/")
        stage.type("bob")
        stage.press("Enter", "1", "'", "Enter")

        #expect(stage.console.view == .events)
        #expect(stage.selectedRow?.contains("alice@shop") == true)
    }

    @Test func `are taken away by the same key`() {
        var stage = Stage(Sample.shop)
        stage.press("m", "m")
        #expect(stage.console.bookmarks.all.isEmpty)
        stage.press("'")
        #expect(stage.shows("bookmarks: nothing is bookmarked; m sets a bookmark."))
        stage.press("m", "'", "m", "Esc")

        #expect(stage.console.bookmarks.all.isEmpty)
    }

    @Test func `say that the session has ended`() {
        var stage = Stage(Sample.shop)
        stage.press("j", "j", "m")
        stage.happen { $0[Sample.shop[2].key] = nil }
        stage.press("'")
        #expect(stage.shows("ended"))
        stage.press("Enter")

        #expect(stage.shows("That session has ended: bob"))
    }

    @Test func `go along with a new id`() {
        var stage = Stage(Sample.shop)
        stage.press("m", "I", "y", "Enter", "G", "'", "Enter")

        #expect(stage.console.inspector?.session.id?.whole == Sample.id("new1", "d0d0"))
    }

    @Test func `are bounded`() {
        var bookmarks = Bookmarks()
        for number in 0..<200 {
            _ = bookmarks.toggle(Bookmark(target: .event(number), at: Sample.now, title: "\(number)"))
        }

        #expect(bookmarks.all.count == Bookmarks.limit)
        #expect(bookmarks.all.first?.title == "199")
    }
}
