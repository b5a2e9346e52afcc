@GET:/api/v1/timelines/public
Feature: Reading the public timeline

  Scenario: everybody's posts stand there, newest first
    Given Bob publishes "first"
    And Ada publishes "second"
    And Bob publishes "third"
    Then a visitor sees in the public timeline:
      | third  |
      | second |
      | first  |

  Scenario: one's own threads stand there, answers to others do not
    Given Bob publishes "a story"
    When Bob replies "and its end" to "a story"
    And Ada replies "bravo" to "a story"
    Then a visitor sees in the public timeline:
      | and its end |
      | a story     |

  Scenario: boosts do not stand there
    Given Bob publishes "caw"
    When Ada boosts "caw"
    Then a visitor sees in the public timeline:
      | caw |

  Scenario Outline: a <visibility> post does not stand there
    When Bob publishes the <visibility> post "psst"
    Then Bob does not see "psst" in the public timeline

    Examples:
      | visibility     |
      | unlisted       |
      | followers-only |
      | direct         |
