extension SessionFormat {
    /// The formats there are, in the order in which they are asked.
    public static let all: [SessionFormat] = [
        .php, .starsessions, .djangoCache, .rack, .scs, .gorilla, .flaskSession, .laravel, .django, .spring,
        .aspNetCore, .express,
        .tina4, .nodeMap, .scsHashed,
    ]
}
