Feature: A post reaches exactly those whom it is for, on every path
  Bob writes; Ada follows him; Dora is mentioned; Cleo is a stranger.

  Background:
    Given Ada follows Bob
    And Cleo is a member

  Scenario Outline: a <visibility> post, on <path>
    When Bob publishes the <visibility> post "#rooks for @Dora"
    Then exactly "<readers>" see it on <path>

    Examples: its own page
      | visibility     | path         | readers                         |
      | public         | its own page | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | its own page | Ada, Bob, Cleo, Dora, a visitor |
      | followers-only | its own page | Ada, Bob, Dora                  |
      | direct         | its own page | Bob, Dora                       |

    Examples: the author's timeline
      | visibility     | path           | readers                         |
      | public         | Bob's timeline | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | Bob's timeline | Ada, Bob, Cleo, Dora, a visitor |
      | followers-only | Bob's timeline | Ada, Bob, Dora                  |
      | direct         | Bob's timeline | Bob, Dora                       |

    Examples: the public timeline
      | visibility     | path                | readers                         |
      | public         | the public timeline | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | the public timeline |                                 |
      | followers-only | the public timeline |                                 |
      | direct         | the public timeline |                                 |

    Examples: the timeline of its tag
      | visibility     | path                   | readers                         |
      | public         | the timeline of #rooks | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | the timeline of #rooks |                                 |
      | followers-only | the timeline of #rooks |                                 |
      | direct         | the timeline of #rooks |                                 |

    Examples: home timelines
      | visibility     | path                | readers  |
      | public         | their home timeline | Ada, Bob |
      | unlisted       | their home timeline | Ada, Bob |
      | followers-only | their home timeline | Ada, Bob |
      | direct         | their home timeline | Bob      |

  Scenario Outline: a <visibility> answer, in the thread
    Given Bob publishes "a question"
    When Bob replies with the <visibility> post "an answer for @Dora" to "a question"
    Then exactly "<readers>" see it on the thread of "a question"

    Examples:
      | visibility     | readers                         |
      | public         | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | Ada, Bob, Cleo, Dora, a visitor |
      | followers-only | Ada, Bob, Dora                  |
      | direct         | Bob, Dora                       |

  Scenario Outline: a <visibility> post, above a public answer to it
    Given Bob publishes the <visibility> post "a question for @Dora"
    When Dora replies "an answer" to "a question for @Dora"
    Then exactly "<readers>" see "a question for @Dora" on the thread of "an answer"

    Examples:
      | visibility     | readers                         |
      | public         | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | Ada, Bob, Cleo, Dora, a visitor |
      | followers-only | Ada, Bob, Dora                  |
      | direct         | Bob, Dora                       |

  Scenario Outline: a <visibility> post, live, on <path>
    Given "Ada, Bob, Cleo, Dora, a visitor" are all watching <path>
    When Bob publishes the <visibility> post "#rooks for @Dora"
    Then exactly "<readers>" are shown it

    Examples:
      | visibility     | path                   | readers                         |
      | public         | the public timeline    | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | the public timeline    |                                 |
      | followers-only | the public timeline    |                                 |
      | direct         | the public timeline    |                                 |
      | public         | the timeline of #rooks | Ada, Bob, Cleo, Dora, a visitor |
      | unlisted       | the timeline of #rooks |                                 |
      | followers-only | the timeline of #rooks |                                 |
      | direct         | the timeline of #rooks |                                 |
      | public         | their home timeline    | Ada, Bob                        |
      | unlisted       | their home timeline    | Ada, Bob                        |
      | followers-only | their home timeline    | Ada, Bob                        |
      | direct         | their home timeline    | Bob                             |

  Scenario: a friend who is mentioned in a letter finds it at home
    When Bob publishes the direct post "dear @Ada"
    Then Ada sees "dear @Ada" in her home timeline
    But Cleo cannot read "dear @Ada"

  Scenario: who no longer follows no longer sees what is for followers
    Given Bob publishes the followers-only post "for friends"
    When Ada no longer follows Bob
    Then Ada cannot read "for friends"
    And Ada sees nothing in Bob's timeline
    And Ada sees nothing in her home timeline

  Scenario: a visibility that does not exist is refused
    When Bob publishes "caw" with the visibility "loud"
    Then Bob is told "there is no such visibility"
    And a visitor sees nothing in Bob's timeline
