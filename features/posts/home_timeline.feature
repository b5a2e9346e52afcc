@GET:/api/v1/timelines/home
Feature: Reading one's home timeline

  Scenario: one's own posts and those of whom one follows, newest first
    Given Ada follows Bob
    And Bob publishes "from a friend"
    And Cleo publishes "from a stranger"
    And Ada publishes "from myself"
    Then Ada sees in her home timeline:
      | from myself   |
      | from a friend |

  Scenario: what a friend wrote before one followed them is there too
    Given Bob publishes "long ago"
    When Ada follows Bob
    Then Ada sees "long ago" in her home timeline

  Scenario: one who is followed no longer is gone from it
    Given Ada follows Bob
    And Bob publishes "caw"
    When Ada no longer follows Bob
    Then Ada does not see "caw" in her home timeline

  Scenario: a friend's answer shows only where one follows both
    Given Ada follows Bob
    And Ada follows Cleo
    And Cleo publishes "a question"
    And Dora publishes "another question"
    When Bob replies "an answer" to "a question"
    And Bob replies "another answer" to "another question"
    Then Ada sees "an answer" in her home timeline
    But Ada does not see "another answer" in her home timeline

  Scenario: what friends boost is there
    Given Ada follows Bob
    And Cleo publishes "from a stranger"
    When Bob boosts "from a stranger"
    Then Ada sees "from a stranger" boosted by Bob in her home timeline

  Scenario: a friend's boosts can be left out
    Given Ada follows Bob without boosts
    And Cleo publishes "from a stranger"
    And Bob publishes "from a friend"
    When Bob boosts "from a stranger"
    Then Ada sees in her home timeline:
      | from a friend |

  Scenario: a visitor has no home
    When a visitor opens their home timeline
    Then a visitor is told "one has to log in"
