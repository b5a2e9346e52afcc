@POST:/api/v1/statuses
Feature: Publishing again without publishing twice

  Scenario: the same attempt is the same post, whatever it says
    When Bob publishes "caw" under the key "1"
    And Bob publishes "caw caw" under the key "1"
    Then Bob got the same post each time
    And a visitor sees in Bob's timeline:
      | caw |

  Scenario: four attempts at once are one post
    When Bob publishes "caw" under the key "1" 4 times at once
    Then Bob got the same post each time
    And a visitor sees in Bob's timeline:
      | caw |

  Scenario: followers are told once
    Given Ada follows Bob
    And Ada is watching her home timeline
    When Bob publishes "caw" under the key "1" 4 times at once
    Then Ada is shown "caw" once

  Scenario: another attempt is another post
    When Bob publishes "caw" under the key "1"
    And Bob publishes "caw caw" under the key "2"
    Then a visitor sees in Bob's timeline:
      | caw caw |
      | caw     |

  Scenario: another's attempt is another's
    When Bob publishes "caw" under the key "1"
    And Ada publishes "meow" under the key "1"
    Then a visitor sees in Ada's timeline:
      | meow |

  Scenario: what was deleted meanwhile is published anew
    Given Bob publishes "caw" under the key "1"
    And Bob deletes "caw"
    When Bob publishes "caw caw" under the key "1"
    Then a visitor sees in Bob's timeline:
      | caw caw |

  Scenario: what was refused may be tried again under its key
    Given Bob publishes "" under the key "1"
    And Bob is told "a post must say something"
    When Bob publishes "caw" under the key "1"
    Then a visitor can read "caw"
