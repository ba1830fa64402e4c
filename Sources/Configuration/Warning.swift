/// What a person should know about the way the store was named.
enum Warning: Hashable {
    /// A file with a secret can be read by others.
    case readableFile(String)
    /// A file that is a secret can be read by others.
    case readableSecret(String, SecretSource.Use)
    /// A password stands in the program's arguments.
    case passwordInArguments
    /// A source was named, but another one counts.
    case unused(String)
    /// A line of a `.env` was passed over.
    case passedOver(DotEnv.Problem, file: String)
    /// A file that is looked for by itself can't be read.
    case unreadable(String, FileProblem)
    /// A file among the themes is none.
    case brokenTheme(ConfigurationError)
    /// The default names no profile.
    case brokenDefault(ConfigurationError)
    /// A profile can't be used.
    case brokenProfile(String, ConfigurationError)
    /// A word or a key of the person's own is left out.
    case leftOut(String, ConfigurationError)
    /// Two files of a directory are themes of one name.
    case sameTheme(String, file: String, other: String)
    /// Options of the application's own address that no driver of ours takes.
    case droppedOptions([String])
    /// A file was named as an application's settings, but says nothing about sessions.
    case nothingAboutSessions(String)
}
