/// What chose a store.
enum Origin: Hashable {
    /// The command line names it.
    case argument
    /// A profile, and what named that.
    case profile(String, by: String)
    /// A variable of our own.
    case variable(String)
    /// The settings of a Tina4 application in a file that was named.
    case namedFile(String, setting: String)
    /// The settings of a Tina4 application in the environment.
    case environment(setting: String)
    /// The settings of a Tina4 application in the working directory, and the file that has the one that chose.
    case foundFile(String, directory: String, setting: String)
    /// A directory of sessions in the working directory.
    case foundDirectory(String, directory: String)

    /// Whether nobody named it.
    var isFound: Bool {
        switch self {
        case .foundFile, .foundDirectory: true
        case .argument, .profile, .variable, .namedFile, .environment: false
        }
    }
}
