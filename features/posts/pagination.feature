Feature: Paging through a timeline without loss or repeat

  Scenario Outline: <where> in pages of <size>
    Given Ada follows Bob
    And Bob publishes 13 posts
    When Ada pages through <where>, <size> at a time
    Then Ada has read each of the 13 posts once, newest first

    Examples:
      | where               | size |
      | her home timeline   | 5    |
      | Bob's timeline      | 5    |
      | Bob's timeline      | 1    |
      | the public timeline | 5    |

  Scenario Outline: <where>, while more posts keep coming in
    Given Ada follows Bob
    And Bob publishes 13 posts
    When Ada pages through <where>, 4 at a time, while Bob keeps publishing
    Then Ada has read each of the 13 posts once, newest first

    Examples:
      | where               |
      | her home timeline   |
      | Bob's timeline      |
      | the public timeline |

  Scenario Outline: <where>, while posts are deleted
    Given Ada follows Bob
    And Bob publishes 13 posts
    When Ada pages through <where>, 4 at a time, while Bob deletes what she has read
    Then Ada has read each of the 13 posts once, newest first

    Examples:
      | where             |
      | her home timeline |
      | Bob's timeline    |

  Scenario Outline: catching up in <where> from where one was, upwards
    Given Ada follows Bob
    And Bob publishes 13 posts
    When Ada catches up in <where> from "post 3", 4 at a time
    Then Ada has read "post 4" to "post 13", once each

    Examples:
      | where             |
      | her home timeline |
      | Bob's timeline    |

  Scenario: asking for what is newer gives the newest first
    Given Bob publishes 13 posts
    Then Ada sees in Bob's timeline, at most 3 newer than "post 4":
      | post 13 |
      | post 12 |
      | post 11 |

  Scenario: asking for what follows gives the next ones
    Given Bob publishes 13 posts
    Then Ada sees in Bob's timeline, the 3 that follow "post 4":
      | post 7 |
      | post 6 |
      | post 5 |

  Scenario: both ends can be given
    Given Bob publishes 13 posts
    Then Ada sees in Bob's timeline, between "post 4" and "post 7":
      | post 6 |
      | post 5 |

  Scenario Outline: asked for <asked>, a page has <given> posts
    Given Bob publishes 45 posts
    When Ada asks for <asked> posts of Bob's timeline
    Then Ada gets <given> posts

    Examples:
      | asked | given |
      | 0     | 1     |
      | 7     | 7     |
      | 41    | 40    |
      | 1000  | 40    |

  Scenario: not asked for a number, a page has 20 posts
    Given Bob publishes 25 posts
    When Ada asks for Bob's timeline
    Then Ada gets 20 posts

  Scenario: followers are paged by when they came
    Given "Ada, Cleo, Dora, Erin" all follow Bob
    When Ada pages through Bob's followers, 3 at a time
    Then Ada has read "Erin, Dora, Cleo, Ada"

  Scenario: those who favourited are paged by when they did
    Given Bob publishes "caw"
    And Ada favourites "caw"
    And Cleo favourites "caw"
    And Dora favourites "caw"
    When Ada pages through those who favourited "caw", 2 at a time
    Then Ada has read "Dora, Cleo, Ada"
