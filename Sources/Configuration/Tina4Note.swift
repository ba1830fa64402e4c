/// What a person should know about a reading of a Tina4 application's settings.
enum Tina4Note: Hashable {
    /// Names that are in the guides only were used; the code reads `instead`.
    case guideNames([String], instead: String)
    /// Names that are in the guides only were left alone, since names of the code are set.
    case guideNamesUnused([String], own: String)
    /// HANDLER counts for PHP only; `backend` is what the others read, nil for not set.
    case handlerIsPHPs(String, backend: String?)
    /// A lifetime of 0 means something else in each language.
    case zeroLifetime(String)
    /// A lifetime is no number.
    case badLifetime(String, String)
    /// A host of MongoDB is read by Node only, and its name and password by nobody.
    case nodeMongoHost
    /// No database is named.
    case noDatabase
    /// The bare DATABASE_URL stops today's Tina4.
    case bareDatabaseURL
    /// The file that Node's reading of the URL names was taken.
    case sqliteOfNode(String, other: String)
    /// Both readings of a SQLite URL name a file that is there.
    case twoSQLiteFiles(String, other: String)
    /// PHP's own sessions run beside Tina4's.
    case nativeSessions
}
