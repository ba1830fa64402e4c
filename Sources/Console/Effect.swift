public import Operations
public import SessionModel
public import SessionQuery

/// What the console wants done outside: plain data, carried out by the runtime, each coming back as an event.
public enum Effect: Hashable, Sendable {
    /// Open the store (again).
    case open
    /// List all records, or those of one of the open stores.
    case scan(Ticket, isPolite: Bool, readsContent: Bool, store: Int? = nil)
    /// Stop a listing or a search.
    case stop(Ticket)
    /// Look through all payloads.
    case search(Ticket, Query)
    /// Read what every session has in a column, to sort by it.
    case readValues(Ticket, ListColumn, isPolite: Bool)
    /// Save sessions to a file.
    case export(Ticket, [SessionKey], path: String)
    /// Read a file of saved sessions and look what bringing them back into a store would come to.
    case planRestore(Ticket, path: String, store: Int)
    /// Look which sessions an act would be done to, and do nothing.
    case rehearse(Ticket, [SessionKey])
    /// Run a program of the operator's own about a session.
    case runOwn(Ticket, OwnCommand, SessionKey, reason: String?)
    /// Give the terminal to a program of the operator's own.
    case runInTerminal(Ticket, TerminalProgram)
    /// Remember something of this profile from now on.
    case remember(ProfileMemory.Change)
    /// Read the sessions of the rows on screen.
    case read([SessionKey])
    /// Read one session to look into it.
    case inspect(SessionKey)
    /// Read records again and tell what became of them.
    case look([SessionKey])
    /// Do something to sessions.
    case act(ActRequest)
    /// Stop the act under way after the batch it is at.
    case stopAct
    /// Take an act that no answer came of out of what can be undone: it was not done to these sessions.
    case notDone(CutOffAct)
    /// Open the operator's editor on a text, at a line.
    case edit(EditTicket, text: [UInt8], line: Int)
    /// Put a text into a file of its own, mode 0600.
    case save([UInt8])
    /// Read who has live sessions, over all open stores.
    case readUsers(Ticket)
    /// Read when the sessions would end if each lived for another time, in milliseconds, after its last request.
    case readWhatIf(Ticket, lifetime: Int64)
    /// Find all that is one user's, over all open stores.
    case planLogout(Ticket, LogoutRequest)
    /// End what was planned, read back, and watch.
    case logOut(Ticket, LogoutOrder)
    /// Let a logout stand no longer.
    case standDown(Ticket)
    /// Find the session a cookie opens.
    case find(String)
    /// Open a read-only profile for writing, for a time.
    case unlock(store: Int, milliseconds: Int64, reason: String)
    /// Let a profile be read-only again.
    case lock(store: Int)
    /// Say what became of a session: its id where that is known, and its end where that was watched.
    case explain(SessionKey, SessionID?, SeenEnd?)
    /// Read the journal and check it.
    case loadJournal
    /// Write down that hidden values of a session are shown.
    case noteReveal(Session)
    /// Sends something to the clipboard, or makes the cookie that is to be sent.
    case copy(CopyOrder)
    /// Use this theme.
    case theme(String)
    /// Ring.
    case bell
    /// Give the terminal to the shell.
    case suspend
    /// Draw everything again.
    case repaint
    /// Leave.
    case quit
}
