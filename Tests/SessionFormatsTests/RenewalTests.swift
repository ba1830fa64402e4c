import SessionFormats
import Testing

@Suite struct `A moved deadline` {
    @Test(arguments: [
        (
            SessionFormat.django,
            "It holds until the application saves the session, which may set the deadline anew;"
                + " with SESSION_SAVE_EVERY_REQUEST that is at every request."
        ),
        (
            .djangoCache,
            "It holds until the application saves the session, which may set the deadline anew;"
                + " with SESSION_SAVE_EVERY_REQUEST that is at every request."
        ),
        (
            .starsessions,
            "It holds until the application saves the session, which may set the deadline anew;"
                + " with rolling=True that is at every request."
        ),
        (.gorilla, "It holds until the application saves the session, which may set the deadline anew."),
        (.express, "It holds until the visitor's next request, which sets the deadline anew."),
        (.tina4, "It holds until the visitor's next request, which sets the deadline anew."),
    ])
    func `holds as long as the framework lets it`(format: SessionFormat, sentence: String) {
        #expect(format.renewal.sentence == sentence)
    }
}
