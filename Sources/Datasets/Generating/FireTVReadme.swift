extension FireTVGenerator {
    /// README.txt of a generated folder: how the data came to be, so that an answer can be checked against the truth.
    var readme: String {
        """
        Generated data: a streaming service that never was. All names are made up.

            generate \(Self.name) users=\(users) items=\(items) events=\(events) seed=\(seed)

        writes the same bytes again. planted_users.csv and planted_content.csv hold the truth that the other files only
        show; no model should be given them.

        Notation: p_u(g) is user u's preference for genre g (prefers_*, they add up to 1), z_u and z_i are taste factors
        (taste_1..\(FireTVCatalogue.factors), independent, nearly normal, mean 0, variance 1), r(x) = (1 + x/sqrt(1 + x*x))/2.

        Content. Popularity is Zipf-Mandelbrot: pop_i = 1/(rank_i + 12), ranks in random order. An item has m_i = 1 to 3
        genres. Years lean to the present; about a third are shows with seasons and episodes.

        Users. The first, second and third genre get 0.45, 0.25 and 0.12 of the preference, 0.18 is shared by all. Genres
        are drawn by general frequency; below 30 years \(FireTVViewer.youngGenres.joined(separator: ", "))
        count 2.5 times, from 50 on \(FireTVViewer.oldGenres.joined(separator: ", ")). Activity is
        0.15 + v/(1.03 - v), v uniform, times the part of the year since sign-up; events are shared out by it. Some
        ages and genders are missing in users.csv.

        What is watched. A genre g by p_u, an item of g by pop_i/m_i, taken with probability
            like(u,i) = r(\(Self.steepnessText) * <z_u, z_i>/sqrt(\(FireTVCatalogue.factors))),
        else drawn again, up to \(FireTVViewing.tries) times. So apart from what was seen already
            P(i | u)  ~  like(u,i) * sum over genres g of i of  p_u(g) * (pop_i/m_i) / (sum of pop_j/m_j over j in g).
        Seen films are passed over. After an episode the next one follows with probability \(FireTVViewing.continues), and a show that is
        drawn again goes on with probability \(FireTVViewing.resumes); so a pair of user and show has several lines.

        When. Weeks are uniform from sign-up to the end of \(FireTVViewer.weeks) weeks from Monday 2025-01-06 (UTC). Fridays, Saturdays
        and Sundays count 1.2, 1.6 and 1.4 times the user's `weekend`, other days 1. The hour comes from a mixture of
        four profiles with the user's weights `morning`, `day`, `evening` (peak at 20 h) and `night`.

        How. completion = 0.25 + 0.65 like(u,i) + 0.15 noise, within 0.01 to 1; one in twenty is broken off at a fifth of
        it. Seven of ten are watched on the user's device.

        Reactions to what is seen first, with probability 0.04 + 0.16 s*s, s = 2 like(u,i) - 1: s + 0.35 noise is a love
        above 0.75, a like above 0, else a dislike; every second one with a rating, 3 + 2 times that, rounded, 1 to 5.

        Connections. Up to six for each user; of six users drawn the first with the same favourite genre. Strength is
        0.7 times the cosine of preferences plus 0.3 uniform.

        """
    }

    private static var steepnessText: String { "\(FireTVViewing.steepness)" }
}
