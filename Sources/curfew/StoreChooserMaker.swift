internal import Configuration
internal import Console
internal import FileStore
internal import FirebirdStore
internal import MemcachedStore
internal import MongoDBStore
internal import MySQLStore
internal import NodeProcessStore
internal import PostgreSQLStore
internal import RedisStore
internal import SQLServerStore
internal import SQLiteStore
internal import SessionQuery
internal import StoreKit

/// Makes the chooser of stores out of the options and the real world.
struct StoreChooserMaker {
    /// The kinds of stores there are.
    static let drivers: [StoreDriver] = [
        .files, .redis, .valkey, .mongodb, .memcached, .sqlite, .postgresql, .mysql, .sqlServer, .firebird, .node,
    ]
    /// Understands the addresses of these.
    static let addresses = StoreAddressParser(drivers: drivers)

    private let surroundings: Surroundings

    init(_ surroundings: Surroundings) { self.surroundings = surroundings }

    /// What is wrong with a query; nil where nothing is.
    private static func problem(_ query: String) -> String? {
        do throws(QueryError) {
            _ = try Query.parse(query)
            return nil
        } catch {
            return error.description
        }
    }

    /// The chooser for what the command line names; reads the configuration file.
    func chooser(
        store: String? = nil, profile: String? = nil, environmentFile: String? = nil
    ) throws(Failure) -> StoreChooser {
        var configuration: ConfigurationFile
        do throws(ConfigurationError) {
            configuration = try ConfigurationFile.load(surroundings.paths.configurationFile) { FileContent.read($0) }
        } catch {
            throw Failure(error)
        }
        configuration.leaveOutClashes(with: .console, problem: Self.problem)
        var world = ChoiceWorld(
            environment: surroundings.environment, configuration: configuration,
            workingDirectory: surroundings.workingDirectory, home: surroundings.paths.home)
        world.store = store
        world.profile = profile
        world.environmentFile = environmentFile
        return StoreChooser(parser: Self.addresses, world: world)
    }
}
