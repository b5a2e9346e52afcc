@GET:/api/v1/notifications
Feature: Being told what others do

  Background:
    Given Bob publishes "caw"

  Scenario: one is told who mentions, favourites, boosts and follows one
    When Ada favourites "caw"
    And Cleo boosts "caw"
    And Ada follows Bob
    And Ada publishes "hello, @Bob"
    Then Bob has these notifications, the newest first:
      | mention   | Ada  | hello, @Bob |
      | follow    | Ada  |             |
      | reblog    | Cleo | caw         |
      | favourite | Ada  | caw         |

  Scenario: nobody is told what they did themselves, or the same thing twice
    When Bob favourites "caw"
    And Ada favourites "caw"
    And Ada favourites "caw"
    And Cleo follows Bob
    Then Bob has these notifications, the newest first:
      | follow    | Cleo |     |
      | favourite | Ada  | caw |

  Scenario: what was taken back or deleted is told no longer
    Given Ada favourites "caw"
    And Bob publishes "soon gone"
    And Ada favourites "soon gone"
    When Ada takes back her favourite of "caw"
    And Bob deletes "soon gone"
    And Ada follows Bob
    Then Bob has these notifications, the newest first:
      | follow | Ada |  |

  Scenario: a visitor is told nothing
    When a visitor asks for her notifications
    Then a visitor is told "one has to log in"
