@PUT:/api/rookery/v1/shop/products/:id @DELETE:/api/rookery/v1/shop/products/:id
Feature: Describing what is sold
  Whoever keeps the shop says what there is and what it costs; visitors find it at once.

  Scenario: what is described is found at once
    Given Ada keeps the shop
    When Ada describes "Rook" for 1995 cents
    Then a visitor finds "Rook" in the shop for 1995 cents

  Scenario: what is described anew is another
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    When Ada describes "Rook" anew as "Crow" for 5 cents
    Then Bob finds in the shop, by name:
      | Crow |

  Scenario: what was taken out is found no more
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    When Ada takes "Rook" out of the shop
    Then a visitor finds nothing in the shop

  Scenario: what was taken out comes back
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada takes "Rook" out of the shop
    When Ada describes "Rook" for 2000 cents
    Then a visitor finds "Rook" in the shop for 2000 cents

  Scenario: nobody else says what is sold
    When Bob describes "Rook" for 1995 cents
    Then Bob is told "that is not allowed"
    And a visitor finds nothing in the shop

  Scenario: nobody else takes something out
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    When Bob takes "Rook" out of the shop
    Then Bob is told "that is not allowed"
    And a visitor finds "Rook" in the shop for 1995 cents

  Scenario: nothing costs less than nothing
    Given Ada keeps the shop
    When Ada describes "Rook" for -1 cents
    Then Ada is told "that makes no sense"
    And a visitor finds nothing in the shop
